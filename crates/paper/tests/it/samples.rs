//! Papers of an invented city, as the platform would hand them over.

use paper::seal::Key;
use paper::{
    Condition, Date, Document, Letter, Licence, Material, Matter, Notice, Pair, Permit, ScopePart, SealMark, SignedData, Table, Term,
    Verify,
};

pub const REFERENCE: &str = "https://zhunying.example.gov.cn/verify/7f3k9q2mzx4t8w6h5c1d0r9n2v";

pub fn date() -> Date {
    Date::constant(2026, 11, 24)
}

fn pair(label: &str, value: &str) -> Pair {
    Pair {
        label: label.to_owned(),
        value: value.to_owned(),
    }
}

fn verify(hint: &str) -> Verify {
    Verify {
        url: REFERENCE.to_owned(),
        hint: hint.to_owned(),
        printed: "zhunying.example.gov.cn/verify".to_owned(),
    }
}

fn seal(authority: &str, caption: &str) -> SealMark {
    SealMark {
        authority: authority.to_owned(),
        caption: Some(caption.to_owned()),
    }
}

pub fn signed(key: &Key) -> SignedData {
    let content = r#"{"kind":"business_licence","credit_code":"91330108MA2K7H8D4X","name":"杭州市滨江区𠮷龘火锅有限公司"}"#;
    let content = content.as_bytes().to_vec();
    SignedData {
        signature: key.sign(&content),
        content,
        public_pem: key.public_pem(),
    }
}

pub fn licence(key: &Key, name: &str) -> Licence {
    Licence {
        date: date(),
        demo: true,
        copy: Some("副本　1-1".to_owned()),
        credit_code: "91330108MA2K7H8D4X".to_owned(),
        name: name.to_owned(),
        kind: "有限责任公司（自然人投资或控股）".to_owned(),
        principal: pair("法定代表人", "欧阳龘"),
        scope: vec![
            ScopePart {
                label: "许可项目".to_owned(),
                text: "餐饮服务；食品销售；酒类经营".to_owned(),
                closing: "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以审批结果为准）。".to_owned(),
            },
            ScopePart {
                label: "一般项目".to_owned(),
                text: "外卖递送服务；餐饮管理；日用百货销售；食用农产品零售；会议及展览服务；企业管理咨询".to_owned(),
                closing: "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）。".to_owned(),
            },
        ],
        capital: Some(pair("注册资本", "壹佰万元整")),
        established: date(),
        term: Some("长期".to_owned()),
        address: pair("住所", "浙江省杭州市滨江区长河街道江南大道 588 号恒鑫大厦 1 幢 102 室"),
        authority: "杭州市滨江区市场监督管理局".to_owned(),
        seal: seal("杭州市滨江区市场监督管理局", "电子证照专用章"),
        verify: verify("扫码核验本执照"),
        signed: signed(key),
    }
}

pub fn permit(key: &Key) -> Permit {
    Permit {
        date: date(),
        demo: true,
        title: "食品经营许可证".to_owned(),
        subtitle: None,
        number: "JY23301080012345".to_owned(),
        fields: vec![
            pair("经营者名称", "杭州市滨江区𠮷龘火锅有限公司"),
            pair("统一社会信用代码", "91330108MA2K7H8D4X"),
            pair("法定代表人（负责人）", "欧阳龘"),
            pair("住所", "浙江省杭州市滨江区长河街道江南大道 588 号恒鑫大厦 1 幢 102 室"),
            pair("经营场所", "浙江省杭州市滨江区长河街道江南大道 588 号恒鑫大厦 1 幢 102 室"),
            pair("主体业态", "餐饮服务经营者（中型餐馆）"),
            pair("经营项目", "热食类食品制售；冷食类食品制售（限凉菜）；自制饮品制售"),
            pair("有效期", "2026年11月24日至2031年11月23日"),
        ],
        state: Some("已领证未达条件".to_owned()),
        remarks: vec!["本证以告知承诺方式取得。被许可人应当在达到承诺条件后方可从事经营活动。".to_owned()],
        authority: "杭州市滨江区市场监督管理局".to_owned(),
        seal: seal("杭州市滨江区市场监督管理局", "电子证照专用章"),
        verify: verify("扫码核验本证"),
        signed: signed(key),
    }
}

fn condition(text: &str, evidence: &str) -> Condition {
    Condition {
        text: text.to_owned(),
        evidence: evidence.to_owned(),
    }
}

fn material(name: &str, source: &str, waiver: Option<&str>, basis: &str) -> Material {
    Material {
        name: name.to_owned(),
        source: source.to_owned(),
        waiver: waiver.map(str::to_owned),
        basis: basis.to_owned(),
    }
}

fn food_matter() -> Matter {
    Matter {
        code: "330108-SP-003".to_owned(),
        name: "食品经营许可（餐饮服务）".to_owned(),
        mode: "实行告知承诺".to_owned(),
        office: "杭州市滨江区市场监督管理局".to_owned(),
        legal_days: "20 个工作日".to_owned(),
        promised_days: "当场办结".to_owned(),
        when: "领取营业执照之后、开业之前".to_owned(),
        rule: "您选择了“餐饮服务”（H2002），该表述属于许可项目，对应食品经营许可。".to_owned(),
        conditions: vec![
            condition("经营场所与有毒、有害场所及其他污染源保持 25 米以上距离。", "承诺，事后核查"),
            condition(
                "食品处理区面积与就餐人数相适应，粗加工、烹饪、餐用具清洗消毒分区设置。",
                "平面布局图",
            ),
            condition("冷藏、冷冻设备配有温度显示装置。", "承诺，事后核查"),
            condition("配备 1 名以上经考核合格的食品安全管理人员。", "人员考核记录"),
        ],
        materials: vec![
            material("食品经营许可申请书", "在线填写", None, "《食品经营许可和备案管理办法》"),
            material(
                "营业执照",
                "政府部门",
                Some("与市场监管登记数据核对"),
                "《食品经营许可和备案管理办法》",
            ),
            material("经营场所平面布局图和操作流程", "申请人自备", None, "《食品经营许可和备案管理办法》"),
            material(
                "食品安全自查、从业人员健康管理等制度目录",
                "申请人自备",
                None,
                "《中华人民共和国食品安全法》",
            ),
        ],
        basis: vec![
            "《中华人民共和国食品安全法》第三十五条：国家对食品生产经营实行许可制度。".to_owned(),
            "《食品经营许可和备案管理办法》（国家市场监督管理总局令第 78 号）".to_owned(),
        ],
        verification: "演示数据，尚未经主管部门核对".to_owned(),
    }
}

pub fn notice(copies: usize) -> Notice {
    let filing = Matter {
        code: "330108-GA-011".to_owned(),
        name: "公众聚集场所投入使用、营业前消防安全检查".to_owned(),
        mode: "优化审批服务".to_owned(),
        office: "杭州市滨江区消防救援大队".to_owned(),
        legal_days: "10 个工作日".to_owned(),
        promised_days: "5 个工作日".to_owned(),
        when: "装修完工之后、投入使用之前".to_owned(),
        rule: "您填写的营业面积为 320 平方米，属于公众聚集场所。".to_owned(),
        basis: vec!["《中华人民共和国消防法》第十五条".to_owned()],
        ..food_matter()
    };
    let third = Matter {
        name: "户外招牌设施设置备案".to_owned(),
        mode: "审批改为备案".to_owned(),
        legal_days: "当场办结".to_owned(),
        ..food_matter()
    };
    let matters: Vec<Matter> = [food_matter(), filing, third].into_iter().cycle().take(copies).collect();
    Notice {
        date: date(),
        demo: true,
        title: "一次性告知书".to_owned(),
        number: "告知〔2026〕330108-000417".to_owned(),
        place: "浙江省杭州市滨江区（不在自由贸易试验区内）".to_owned(),
        edition: "2026年11月20日版，摘要 9c1f3ab2".to_owned(),
        terms: vec![
            Term {
                code: "H2002".to_owned(),
                name: "餐饮服务".to_owned(),
                kind: "许可项目".to_owned(),
            },
            Term {
                code: "H2017".to_owned(),
                name: "外卖递送服务".to_owned(),
                kind: "一般项目".to_owned(),
            },
        ],
        summary: vec![
            pair("需办许可", "2 项"),
            pair("需办备案", "1 项"),
            pair("最长承诺时限", "5 个工作日"),
            pair("要您准备的材料", "6 份"),
        ],
        lead: Some("以上事项可以在领取营业执照后一次申请，同时办理。".to_owned()),
        matters,
        remarks: vec![
            "本告知书依据您所选的经营范围、地区和填写的情况生成；情况改变时请重新生成。".to_owned(),
            "本告知书不收费，也不代替许可证件。".to_owned(),
        ],
        office: "杭州市滨江区行政审批局".to_owned(),
        seal: None,
        verify: verify("扫码重新打开本告知书"),
    }
}

pub fn refusal() -> Letter {
    Letter {
        date: date(),
        demo: true,
        title: "不予行政许可决定书".to_owned(),
        number: "杭滨市监不许〔2026〕12 号".to_owned(),
        addressee: "杭州市滨江区𠮷龘火锅有限公司".to_owned(),
        paragraphs: vec![
            "您于2026年11月10日提出的食品经营许可申请（办件编号 330108-2026-0004-1732），本机关已于2026年11月12日受理。".to_owned(),
            "经审查，您的申请有以下条件不符合《食品经营许可和备案管理办法》的规定。依照《中华人民共和国行政许可法》第三十八条第二款，本机关决定不予行政许可。".to_owned(),
        ],
        table: Some(Table {
            head: vec!["序号".to_owned(), "条件".to_owned(), "核查情况".to_owned()],
            rows: vec![
                vec!["1".to_owned(), "食品处理区分区设置".to_owned(), "粗加工与烹饪未分区，与平面布局图不一致。".to_owned()],
                vec!["2".to_owned(), "冷藏设备温度显示".to_owned(), "2 台冷藏柜无温度显示装置。".to_owned()],
            ],
        }),
        remedy: Some("如不服本决定，您可以自收到本决定书之日起六十日内向杭州市滨江区人民政府申请行政复议，或者自收到本决定书之日起六个月内依法向人民法院提起行政诉讼。".to_owned()),
        office: "杭州市滨江区市场监督管理局".to_owned(),
        seal: Some(seal("杭州市滨江区市场监督管理局", "行政许可专用章")),
        verify: verify("扫码核验本文书"),
    }
}

/// One of each kind.
pub fn all(key: &Key) -> Vec<(&'static str, Document)> {
    vec![
        ("licence", Document::Licence(licence(key, "杭州市滨江区𠮷龘火锅有限公司"))),
        ("permit", Document::Permit(permit(key))),
        ("notice", Document::Notice(notice(3))),
        ("letter", Document::Letter(refusal())),
    ]
}
